ÈINSERT INTO `nv4_vi_news_cat` (`catid`,`parentid`,`title`,`alias`) VALUES (1,2,'A','a'),(2,1,'B','b');
INSERT INTO `nv4_vi_news_detail` (`id`,`bodyhtml`,`files`) VALUES (1,'<p><a href="/uploads/a.pdf">x</a></p>','news/a.pdf,/uploads/b.doc,http://x/c.pdf');
INSERT INTO `nv4_vi_news_rows` (`id`,`catid`,`listcatid`,`status`,`publtime`,`title`,`alias`,`hometext`,`hitstotal`) VALUES (1,1,'1,2',23,0,'T','t','h',-5);
INSERT INTO `nv4_vi_news_author` (`id`,`alias`,`pseudonym`) VALUES (7,'l','L');
INSERT INTO `nv4_vi_news_authorlist` (`id`,`aid`) VALUES (1,7);
